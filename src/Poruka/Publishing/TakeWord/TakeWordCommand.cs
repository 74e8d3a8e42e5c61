using System.CommandLine;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Publishing.TakeWord;

/// <summary><c>poruka guard word</c>: brings the signed word of an offline room in, as the page of texts that wait does.</summary>
internal static class TakeWordCommand
{
    public static Verb Build()
    {
        var word = new Argument<string[]>("WORD") { Arity = ArgumentArity.OneOrMore };
        return new Verb("word", run => run.InInstallation(installation => Task.FromResult(Run(run, installation, run.Get(word)))), word)
        {
            Examples = ["guard word poruka-guard-word-1 0f3b6c1e9a7d4285b1c0d9e8f7a65432 R-7K2M9Q clear aGVsZA…"],
        };
    }

    private static int Run(CommandRun run, Installation installation, string[] words)
    {
        using var connection = installation.Database.Open();
        var outcome = SignedWords.Take(connection, SignedWord.Read(string.Join(' ', words)), null, run.Terminal.Clock.GetCurrentInstant());
        if (outcome != SignedWordOutcome.Taken) return run.Say(ExitCode.Refused, "Guard.Bring." + outcome);
        run.Tell("Guard.Bring.Taken");
        return ExitCode.Done;
    }
}
