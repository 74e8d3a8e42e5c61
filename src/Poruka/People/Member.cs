using System.Globalization;
using System.Text;
using NodaTime;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Whether somebody may sign in.</summary>
public enum MemberState
{
    /// <summary>They may.</summary>
    Active,

    /// <summary>Two others have stopped it for now.</summary>
    Frozen,

    /// <summary>They left; their keys are gone.</summary>
    Left,
}

/// <summary>A member as the server knows them: a name of their choice, and what their passphrase is held against.</summary>
public sealed record Member(MemberId Id, string Name, MemberState State, LocalDate JoinedOn, byte[] PublicKey, byte[] VerifyingKey)
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 40;

    /// <summary>Whether a name can be signed in with: 2 to 40 letters, digits, dots, dashes or spaces within.</summary>
    public static bool IsName(string name) =>
        name.Length is >= 2 and <= MaxNameLength && name == Fold(name)
        && name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark);

    /// <summary>A name as it counts: composed, in small letters, without spaces around or more than one within.</summary>
    public static string Fold(string name) => string.Join(' ', name.Normalize(NormalizationForm.FormC).ToLowerInvariant()
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What a passphrase is held against, and what it opens.</summary>
/// <param name="Cost">What the derivation costs.</param>
/// <param name="Salt">Its salt.</param>
/// <param name="Verifier">What the server knows the passphrase by.</param>
/// <param name="KeysSealed">The member's keys under the passphrase.</param>
/// <param name="KeysRecovery">The same under the recovery key.</param>
/// <param name="TotpSealed">The secret of the second factor under the passphrase.</param>
public sealed record MemberLock(
    PassphraseCost Cost, byte[] Salt, byte[] Verifier, byte[] KeysSealed, byte[] KeysRecovery, byte[] TotpSealed);

/// <summary>A group of this installation.</summary>
/// <param name="Number">Its small number here; never shown.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name.</param>
public sealed record Organisation(long Number, string Slug, string Name)
{
    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 80;

    /// <summary>Whether a group can be called so.</summary>
    public static bool IsName(string name) => name.Length is >= 2 and <= MaxNameLength && !name.Any(char.IsControl);
}

/// <summary>A group that somebody belongs to, and what they do there.</summary>
public sealed record Membership(Organisation Organisation, IReadOnlyList<Role> Roles)
{
    /// <summary>Whether they do this there.</summary>
    public bool Is(Role role) => Roles.Contains(role);
}

/// <summary>A member as one of a group: what they do there, and since when.</summary>
public sealed record GroupMember(Member Member, IReadOnlyList<Role> Roles, LocalDate JoinedOn);
