using System.Data.Common;

namespace Poruka.Letters;

/// <summary>What becomes of somebody's mail when letters can't reach them: held, with a task that says what to do next.</summary>
internal static class MailState
{
    /// <summary>How a recipient can stand: waiting for letters, or not.</summary>
    public static readonly IReadOnlyList<string> All = ["waiting", "transfer", "doubt", "refused", "released"];

    /// <summary>Sets how somebody stands. Whoever comes back from doubt has letters again.</summary>
    public static void Set(LettersDesk desk, DbTransaction transaction, RecipientId recipient, string state)
    {
        LetterRows.SetState(desk.Connection, transaction, recipient, state);
        Tasks(desk, transaction, recipient, state);
    }

    /// <summary>Opens the task of a state, and ends those of others.</summary>
    public static void Tasks(LettersDesk desk, DbTransaction transaction, RecipientId recipient, string state)
    {
        // A week is long for who waits; a transfer takes longer.
        (string Kind, int Days)? task = state switch
        {
            "doubt" => (LetterTasks.Address, 7), "transfer" => (LetterTasks.Address, 14), "refused" => (LetterTasks.Refused, 7), "released" => (LetterTasks.Released, 7), _ => null,
        };
        foreach (var kind in new[] { LetterTasks.Address, LetterTasks.Refused, LetterTasks.Released })
            if (kind != task?.Kind) LetterTasks.Finish(desk.Connection, transaction, recipient, kind, desk.Today);
        if (task is var (wanted, days)) LetterTasks.Add(desk.Connection, transaction, desk.Group.Number, recipient, wanted, desk.Today.PlusDays(days));
    }
}
