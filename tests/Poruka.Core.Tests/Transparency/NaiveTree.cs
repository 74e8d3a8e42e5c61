using System.Security.Cryptography;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

/// <summary>RFC 6962, section 2.1, written down as it stands there.</summary>
internal static class NaiveTree
{
    internal static byte[] Root(byte[][] leaves) => leaves.Length switch
    {
        0 => SHA256.HashData([]),
        1 => SHA256.HashData([0, .. leaves[0]]),
        var n => SHA256.HashData([1, .. Root(leaves[..Split(n)]), .. Root(leaves[Split(n)..])]),
    };

    internal static byte[][] Path(int m, byte[][] leaves)
    {
        if (leaves.Length == 1) return [];
        var k = Split(leaves.Length);
        return m < k
            ? [.. Path(m, leaves[..k]), Root(leaves[k..])]
            : [.. Path(m - k, leaves[k..]), Root(leaves[..k])];
    }

    internal static byte[][] Subproof(int m, byte[][] leaves, bool whole)
    {
        if (m == leaves.Length) return whole ? [] : [Root(leaves)];
        var k = Split(leaves.Length);
        return m <= k
            ? [.. Subproof(m, leaves[..k], whole), Root(leaves[k..])]
            : [.. Subproof(m - k, leaves[k..], false), Root(leaves[..k])];
    }

    internal static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => new[] { (byte)i, (byte)(i >> 8), (byte)7 })];

    /// <summary>Reads nodes of a tree of these leaves.</summary>
    internal static NodeReader Nodes(byte[][] leaves) => (level, index) =>
        new TreeHash(Root(leaves[(int)(index << level)..(int)((index + 1) << level)]));

    internal static NodeReader CachedNodes(byte[][] leaves)
    {
        var nodes = Nodes(leaves);
        var cache = new Dictionary<(int, long), TreeHash>();
        return (level, index) => cache.TryGetValue((level, index), out var hash) ? hash
            : cache[(level, index)] = nodes(level, index);
    }

    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n) k *= 2;
        return k;
    }
}
