using System.CommandLine;
using Poruka.Shell;

namespace Poruka.Guides.CheckGuides;

/// <summary><c>poruka guide check</c></summary>
internal static class CheckGuidesCommand
{
    public static Verb Build()
    {
        var folder = new Argument<string?>("FOLDER") { Arity = ArgumentArity.ZeroOrOne };
        return new Verb("check", run =>
        {
            var path = run.Find(folder);
            if (path is not null && !Directory.Exists(path)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.NoFile", path));
            var (library, faults) = GuideLibrary.Read(path is null ? ContentFiles.Ours() : ContentFiles.WithFolder(path));
            foreach (var fault in faults) run.Terminal.Error.WriteLine(fault.Describe(run.Language));
            if (faults.Count == 0)
                run.Out.WriteLine(Texts.Plural(run.Language, "Command.GuideCheck.Sound", library.Guides.Count(), library.Rules.Count, library.Papers.Count));
            else run.Terminal.Error.WriteLine(Texts.Plural(run.Language, "Command.GuideCheck.Faults", faults.Count));
            return Task.FromResult(faults.Count == 0 ? ExitCode.Done : ExitCode.Refused);
        }, folder)
        { Examples = ["guide check my-content"] };
    }
}
