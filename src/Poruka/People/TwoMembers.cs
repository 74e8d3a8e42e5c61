using NodaTime;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>What no member does to another alone.</summary>
public enum JointStep
{
    /// <summary>Stops somebody from signing in for now.</summary>
    Freeze,

    /// <summary>Lets somebody who is frozen sign in again.</summary>
    Thaw,

    /// <summary>Gives somebody new keys who lost theirs.</summary>
    Renew,

    /// <summary>Takes somebody out of the group.</summary>
    Remove,
}

/// <summary>Somebody's word for a step.</summary>
/// <param name="Voter">Whose.</param>
/// <param name="GivenOn">When.</param>
public sealed record Word(MemberId Voter, LocalDate GivenOn);

/// <summary>How far a step is.</summary>
public enum JointState
{
    /// <summary>One or two words are missing.</summary>
    Waits,

    /// <summary>Two have spoken, and one of them must be an administrator.</summary>
    WantsAdministrator,

    /// <summary>Two have spoken: it is carried out.</summary>
    Agreed,

    /// <summary>It doesn't fit the member as they are: who isn't frozen can't be thawed.</summary>
    OutOfPlace,

    /// <summary>There are no two others who could speak.</summary>
    TooFew,

    /// <summary>It would leave the group without an administrator.</summary>
    LastAdministrator,
}

/// <summary>
/// The rule that it takes two: no passphrase that was forced out of one person may be enough to lock another out, to stand
/// in their place, or to remove them. Pure: rows come in, a word for what is so goes out.
/// </summary>
public static class TwoMembers
{
    /// <summary>How many must speak.</summary>
    public const int Needed = 2;

    /// <summary>How many days a word counts.</summary>
    public const int WordDays = 7;

    /// <summary>All steps.</summary>
    public static IReadOnlyList<JointStep> Steps { get; } = Enum.GetValues<JointStep>();

    /// <summary>The word of a step in rows, addresses and keys of texts.</summary>
    public static string Word(this JointStep step) => step switch
    {
        JointStep.Freeze => "freeze",
        JointStep.Thaw => "thaw",
        JointStep.Renew => "renew",
        JointStep.Remove => "remove",
    };

    /// <summary>The step of a word; null where it is none.</summary>
    public static JointStep? OfWord(string? word)
    {
        foreach (var step in Steps)
            if (step.Word() == word) return step;
        return null;
    }

    /// <summary>Who may speak about a member: the others of the group who may sign in.</summary>
    public static IEnumerable<GroupMember> Speakers(GroupMember about, IEnumerable<GroupMember> group) =>
        group.Where(m => m.Member.State == MemberState.Active && m.Member.Id != about.Member.Id);

    /// <summary>The words that count on a day.</summary>
    public static IReadOnlyList<Word> Living(
        GroupMember about, IReadOnlyList<GroupMember> group, IEnumerable<Word> words, LocalDate today)
    {
        var speakers = Speakers(about, group).Select(m => m.Member.Id).ToHashSet();
        return [.. words.Where(w => speakers.Contains(w.Voter) && Period.DaysBetween(w.GivenOn, today) <= WordDays)];
    }

    /// <summary>How far a step is.</summary>
    /// <param name="step">The step.</param>
    /// <param name="about">About whom.</param>
    /// <param name="group">All members of the group.</param>
    /// <param name="words">The words given.</param>
    /// <param name="today">Today.</param>
    public static JointState StateOf(
        JointStep step, GroupMember about, IReadOnlyList<GroupMember> group, IReadOnlyList<Word> words, LocalDate today)
    {
        var fits = step switch
        {
            JointStep.Freeze => about.Member.State == MemberState.Active,
            JointStep.Thaw => about.Member.State == MemberState.Frozen,
            JointStep.Renew or JointStep.Remove => about.Member.State != MemberState.Left,
        };
        if (!fits) return JointState.OutOfPlace;
        var speakers = Speakers(about, group).ToList();
        var hasAdministrator = speakers.Exists(m => m.Roles.Contains(Role.Administrator));
        if (step == JointStep.Remove && about.Roles.Contains(Role.Administrator) && !hasAdministrator) return JointState.LastAdministrator;
        if (speakers.Count < Needed) return JointState.TooFew;
        var living = Living(about, group, words, today);
        if (living.Count < Needed) return JointState.Waits;
        // New keys and removal can't be undone, so that two who were let in yesterday don't do it among themselves.
        var asksAdministrator = step is JointStep.Renew or JointStep.Remove && hasAdministrator;
        return asksAdministrator && !speakers.Exists(m => m.Roles.Contains(Role.Administrator) && living.Any(w => w.Voter == m.Member.Id))
            ? JointState.WantsAdministrator
            : JointState.Agreed;
    }
}
