using NodaTime;
using Poruka.Letters;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Tests.Letters;

/// <summary>The process that gets killed: this very test program, which makes a batch of all that is approved, and posts it.</summary>
internal static class BatchChild
{
    public const string FolderVariable = "PORUKA_BATCH_FOLDER";

    /// <summary>Whether this process was started to be killed.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 };

    /// <summary>Reads whose batch it is from its input: the member, their keys, the batch.</summary>
    public static void Run()
    {
        using var installation = Installation.Open(Environment.GetEnvironmentVariable(FolderVariable)!);
        var member = new MemberId(Ids.Parse(Console.In.ReadLine())!.Value);
        using var keys = MemberKeys.FromSecret(Convert.FromHexString(Console.In.ReadLine()!));
        var batch = Ids.Parse(Console.In.ReadLine())!.Value;
        using var desk = Open(installation, member, keys);
        Say("making");
        Batch.TryMake(desk, batch, "PO box 12");
        Say("made");
        Batch.Find(desk, batch)!.MarkPosted(desk);
        Say("posted");
    }

    public static LettersDesk Open(Installation installation, MemberId id, MemberKeys keys)
    {
        using var connection = installation.Database.Open();
        return LettersDesk.Open(installation, MemberRows.Find(connection, id)!, () => keys, MemberRows.MembershipsOf(connection, id)[0].Organisation,
            TestInstallation.Today.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant())!;
    }

    private static void Say(string word)
    {
        Console.Out.WriteLine(word);
        Console.Out.Flush();
    }
}
