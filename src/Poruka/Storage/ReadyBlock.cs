using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Storage;

/// <summary>
/// Requests made ready to be written: canonical bytes, fresh blinding, leaf. Filled by one thread, then read by one; the
/// encoding and hashing can so go on beside the writing.
/// </summary>
internal sealed class ReadyBlock
{
    /// <summary>How many requests one transaction or one step of a bulk posting takes at most.</summary>
    public const int Capacity = 2_048;

    private readonly List<PostRequest> _requests = new(Capacity);
    private readonly int[] _ends = new int[Capacity];
    private readonly byte[] _blindings = new byte[Capacity * BlindedLeaf.BlindingSize];
    private readonly byte[] _leaves = new byte[Capacity * BlindedLeaf.Size];
    private byte[] _bytes = new byte[Capacity * 128];

    public int Count => _requests.Count;

    public bool IsFull => Count == Capacity;

    public PostRequest this[int index] => _requests[index];

    /// <summary>Adds a request; not beyond <see cref="Capacity"/>.</summary>
    public void Add(PostRequest request)
    {
        if (request.DonorReference.Length > PostRequest.MaxReference)
            throw new ArgumentException("The donor's reference is too long.", nameof(request));
        var start = Count == 0 ? 0 : _ends[Count - 1];
        var most = EntryFormat.MaxSize(request.Entry);
        if (_bytes.Length - start < most) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + most));
        _ends[Count] = start + EntryFormat.Write(request.Entry, _bytes.AsSpan(start));
        _requests.Add(request);
    }

    /// <summary>Draws the blindings and computes the leaves; once, after the last <see cref="Add"/>.</summary>
    public void Seal()
    {
        RandomNumberGenerator.Fill(_blindings.AsSpan(0, Count * BlindedLeaf.BlindingSize));
        for (var i = 0; i < Count; i++)
            BlindedLeaf.Compute(
                Blinding(i), Bytes(i), _requests[i].DonorReference.Span,
                _leaves.AsSpan(i * BlindedLeaf.Size, BlindedLeaf.Size));
    }

    public ReadOnlySpan<byte> Bytes(int index)
    {
        var start = index == 0 ? 0 : _ends[index - 1];
        return _bytes.AsSpan(start, _ends[index] - start);
    }

    public ReadOnlySpan<byte> Blinding(int index) =>
        _blindings.AsSpan(index * BlindedLeaf.BlindingSize, BlindedLeaf.BlindingSize);

    public ReadOnlySpan<byte> Leaf(int index) => _leaves.AsSpan(index * BlindedLeaf.Size, BlindedLeaf.Size);

    public void Clear() => _requests.Clear();
}
