using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>A gift from before the books began: their opening balance has its money already, so it stands with the donor and moves nothing.</summary>
/// <param name="Day">When.</param>
/// <param name="Amount">How much.</param>
public sealed record PastGift(LocalDate Day, Money Amount);

/// <summary>Seals and opens past gifts; the server knows whose they are by pseudonym, and neither day nor amount.</summary>
internal static class PastGifts
{
    public static void Add(DbConnection connection, DbTransaction transaction, HeldRoom room, Fund fund, UInt128 id, DonorId donor, PastGift gift)
    {
        Sql.Run(connection, transaction, "insert into past_gift (gift, fund, donor) values (@gift, @fund, @donor)",
            ("gift", Ids.Bytes(id)), ("fund", fund.Number), ("donor", Ids.Bytes(donor.Value)));
        // Under the donor's salt: who is erased takes it along.
        room.Write(connection, transaction, donor.Value, At(id), JsonSerializer.SerializeToUtf8Bytes(
            new PastGiftBody(Written.IsoDay(gift.Day), gift.Amount.Minor, gift.Amount.Currency.Code), PastGiftJson.Default.PastGiftBody));
    }

    public static bool TakeBack(DbConnection connection, DbTransaction transaction, UInt128 id)
    {
        SealedRows.Delete(connection, transaction, At(id));
        return Sql.Run(connection, transaction, "delete from past_gift where gift = @gift", ("gift", Ids.Bytes(id))) == 1;
    }

    /// <summary>The past gifts of a donor, the newest first.</summary>
    public static IReadOnlyList<PastGift> Of(DbConnection connection, HeldRoom room, DonorId donor)
    {
        var ids = new List<UInt128>();
        using (var command = Sql.Command(connection, null, "select gift from past_gift where donor = @donor", ("donor", Ids.Bytes(donor.Value))))
        using (var row = command.ExecuteReader())
            while (row.Read()) ids.Add(Ids.Read(row.GetFieldValue<byte[]>(0)));
        var gifts = new List<PastGift>();
        foreach (var id in ids)
            if (room.Read(connection, At(id)) is { } bytes && JsonSerializer.Deserialize(bytes, PastGiftJson.Default.PastGiftBody) is { } body
                && NodaTime.Text.LocalDatePattern.Iso.Parse(body.Day) is { Success: true, Value: var day })
                gifts.Add(new PastGift(day, new Money(body.Minor, Currency.Parse(body.Currency))));
        return [.. gifts.OrderByDescending(g => g.Day)];
    }

    private static SealedPlace At(UInt128 gift) => new("past-gift", gift, "body");
}

/// <summary>A past gift as it is sealed.</summary>
internal sealed record PastGiftBody(string Day, long Minor, string Currency);

[JsonSerializable(typeof(PastGiftBody))]
internal sealed partial class PastGiftJson : JsonSerializerContext;
