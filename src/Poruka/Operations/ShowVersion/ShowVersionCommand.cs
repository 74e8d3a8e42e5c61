using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.ShowVersion;

/// <summary><c>poruka version</c></summary>
internal static class ShowVersionCommand
{
    public static Verb Build()
    {
        var json = CommandLine.Flag("--json");
        return new Verb("version", run =>
        {
            var version = ProgramVersion.Current;
            if (run.Get(json))
                return Task.FromResult(run.Json(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("version", version);
                    writer.WriteNumber("databaseVersion", Migrator.Newest);
                    writer.WriteEndObject();
                }));
            run.Out.WriteLine(string.Join(' ', CommandLine.Program, version));
            return Task.FromResult(ExitCode.Done);
        }, json)
        { Examples = ["version"] };
    }
}
