using System.Diagnostics;

namespace Poruka.Tests.Cli;

/// <summary>How the program is started as a process of its own, beside the tests: its native libraries lie where theirs do.</summary>
internal static class ProgramProcess
{
    public static ProcessStartInfo Of(string folder, string language, params IEnumerable<string> words)
    {
        static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);
        var start = new ProcessStartInfo("dotnet",
        [
            "exec", "--depsfile", Beside("Poruka.Tests.deps.json"), "--runtimeconfig", Beside("poruka.runtimeconfig.json"), Beside("poruka.dll"), .. words,
        ])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["PORUKA_DATA"] = folder;
        start.Environment["LC_ALL"] = language;
        return start;
    }
}
