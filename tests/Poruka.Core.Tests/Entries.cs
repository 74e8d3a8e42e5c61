using System.Collections.Immutable;
using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

/// <summary>Generators of what books are made of, of every shape that can be built.</summary>
internal static class Entries
{
    internal static readonly Gen<Currency> GenCurrency = CsCheck.Gen.Int[0, Currency.All.Count - 1].Select(i => Currency.All[i]);

    internal static readonly Gen<Account> GenAccount =
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, Account.Classes.Count - 1], CsCheck.Gen.Int[0, Account.MaxSub])
            .Select((c, sub) => new Account(Account.Classes[c], sub % 3 == 0 ? 0 : sub));

    internal static readonly Gen<string> GenWord =
        CsCheck.Gen.String[CsCheck.Gen.Char["abzABZ019.-_"], 1, Entry.MaxWordLength];

    /// <summary>Postings that balance: amounts of one to three currencies, and what takes them back.</summary>
    private static readonly Gen<ImmutableArray<Posting>> GenPostings =
        CsCheck.Gen.Select(GenAccount, GenCurrency, CsCheck.Gen.Long[1, long.MaxValue / 8], CsCheck.Gen.Bool, CsCheck.Gen.Int[0, 60], CsCheck.Gen.Int[0, 9])
            .Array[1, 6]
            .Select(parts =>
            {
                var currencies = parts.Take(3).Select(p => p.Item2).ToArray();
                var postings = parts.Select((p, i) => new Posting(
                    p.Item1, new Money((p.Item4 ? 1 : -1) * Math.Max(1, p.Item3 >> p.Item5), currencies[i % currencies.Length]),
                    new CampaignId(p.Item6))).ToList();
                foreach (var currency in currencies.Distinct())
                {
                    var sum = postings.Where(p => p.Amount.Currency == currency).Sum(p => p.Amount.Minor);
                    if (sum != 0) postings.Add(new Posting(new Account(AccountClass.Conversion), new Money(-sum, currency)));
                }
                return postings.ToImmutableArray();
            });

    private static readonly Gen<ExchangeRate> GenRate =
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, Currency.All.Count - 2], CsCheck.Gen.Long[1, long.MaxValue], CsCheck.Gen.Int[0, 12], GenWord)
            .Select((c, mantissa, decimals, source) => new ExchangeRate(Currency.All[c], Currency.All[c + 1], mantissa, decimals, source));

    private static readonly Gen<UInt128> GenU128 =
        CsCheck.Gen.Select(CsCheck.Gen.ULong, CsCheck.Gen.ULong).Select((high, low) => new UInt128(high, low));

    internal static readonly Gen<LocalDate> GenDay =
        CsCheck.Gen.Int[-25_567, 2_932_896].Select(days => new LocalDate(1970, 1, 1).PlusDays(days));

    internal static readonly Gen<Entry> Gen =
        CsCheck.Gen.Select(GenU128, GenU128, CsCheck.Gen.Long[0, long.MaxValue], GenDay, CsCheck.Gen.Int[1, 8], GenPostings,
                CsCheck.Gen.Select(CsCheck.Gen.Null(GenWord), CsCheck.Gen.Null(GenRate), GenU128))
            .Select((fund, source, number, day, kind, postings, rest) => new Entry(
                new FundId(fund), new EntryId(source, number), day, (EntryKind)kind, postings,
                (EntryKind)kind == EntryKind.Reversal ? new EntryId(rest.Item3, number / 2) : null, rest.Item1, rest.Item2));
}
