using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Shell.Uploads;

/// <summary>
/// Files between two forms (look, then confirm): in memory only, for half an hour, and only for who gave them. A newer file of
/// the same member, or too many of all, push the oldest out.
/// </summary>
/// <remarks>Thread safe.</remarks>
internal sealed class HeldUploads(IClock clock)
{
    /// <summary>The most bytes of one file.</summary>
    public const int MaxBytes = 16 * 1_048_576;

    private const int MaxOfOne = 2, MaxOfAll = 8;

    private readonly List<(UInt128 Id, MemberId Owner, string What, byte[] Bytes, Instant Since)> _held = [];

    /// <summary>Holds a file.</summary>
    /// <param name="visit">Whose it is.</param>
    /// <param name="what">What it is for; found again under the same word only.</param>
    /// <param name="bytes">Its contents.</param>
    public UInt128 Keep(Visit visit, string what, byte[] bytes)
    {
        var id = Ids.Draw();
        lock (_held)
        {
            Forget();
            while (_held.Count(h => h.Owner == visit.Member.Id) >= MaxOfOne) _held.RemoveAt(_held.FindIndex(h => h.Owner == visit.Member.Id));
            if (_held.Count >= MaxOfAll) _held.RemoveAt(0);
            _held.Add((id, visit.Member.Id, what, bytes, clock.GetCurrentInstant()));
        }
        return id;
    }

    /// <summary>The contents, where they are theirs and still there.</summary>
    public byte[]? Find(Visit visit, string what, string? address)
    {
        lock (_held)
        {
            Forget();
            return Ids.Parse(address) is { } id ? _held.Find(h => h.Id == id && h.Owner == visit.Member.Id && h.What == what).Bytes : null;
        }
    }

    /// <summary>Lets a file go.</summary>
    public void Drop(string address)
    {
        lock (_held) _held.RemoveAll(h => Ids.Parse(address) == h.Id);
    }

    private void Forget()
    {
        var oldest = clock.GetCurrentInstant() - Duration.FromMinutes(30);
        _held.RemoveAll(h => h.Since < oldest);
    }
}
