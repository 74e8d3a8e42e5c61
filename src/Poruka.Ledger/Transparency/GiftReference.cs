using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// References for gifts that nothing needs to remember: 48 random bits, and 32 that only the holder of a key can make of them,
/// in which the campaign stands masked. Anybody may draw as many as they like and no row is written; at import the reference
/// says by itself that it was drawn here, for which fund and campaign.
/// </summary>
/// <remarks>
/// Of a million drawn, two are alike in one case of 560 (2^39.9 pairs over 2^48); the second gift that bears one gets a fresh reference in
/// its leaf, so that no leaf serves two. Sixteen letters that nobody drew pass for one of a fund with k campaigns with probability
/// (k + 1) / 2^32.
/// </remarks>
public static class GiftReference
{
    private const int RandomSize = 6;

    /// <summary>Draws a reference.</summary>
    /// <param name="key">The key, 32 bytes.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="campaign">The campaign, or none.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static DonorReference Draw(ReadOnlySpan<byte> key, FundId fund, CampaignId campaign, RandomFill random)
    {
        Span<byte> bytes = stackalloc byte[DonorReference.Size];
        random(bytes[..RandomSize]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[RandomSize..], Mask(key, fund, bytes[..RandomSize]) ^ (uint)campaign.Number);
        return new DonorReference(bytes);
    }

    /// <summary>For which campaign a reference was drawn, if it was drawn with the key for the fund; the number alone, which may be none's.</summary>
    /// <param name="key">The key, 32 bytes.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="reference">What stands in the text of a payment.</param>
    /// <param name="isCampaign">Whether the fund has a campaign; 0 is asked for none.</param>
    /// <returns>The campaign; null where it wasn't drawn here.</returns>
    public static CampaignId? CampaignOf(ReadOnlySpan<byte> key, FundId fund, DonorReference reference, Func<CampaignId, bool> isCampaign)
    {
        Span<byte> bytes = stackalloc byte[DonorReference.Size];
        reference.CopyTo(bytes);
        var number = Mask(key, fund, bytes[..RandomSize]) ^ BinaryPrimitives.ReadUInt32BigEndian(bytes[RandomSize..]);
        return number <= int.MaxValue && isCampaign(new CampaignId((int)number)) ? new CampaignId((int)number) : null;
    }

    private static uint Mask(ReadOnlySpan<byte> key, FundId fund, ReadOnlySpan<byte> random)
    {
        Span<byte> input = stackalloc byte[16 + RandomSize];
        BinaryPrimitives.WriteUInt128BigEndian(input, fund.Value);
        random.CopyTo(input[16..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, input, mac);
        return BinaryPrimitives.ReadUInt32BigEndian(mac);
    }
}
