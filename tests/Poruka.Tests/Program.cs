using Poruka.Tests.Cases;
using Poruka.Tests.Letters;
using Poruka.Tests.Operations;
using Poruka.Tests.Storage;

namespace Poruka.Tests;

/// <summary>Runs the tests; or, where another test started it, does what it is told until it is killed.</summary>
internal static class TestProgram
{
    /// <summary>Set by tests that want the program itself, in a process of its own.</summary>
    public const string AsProgramVariable = "PORUKA_AS_PROGRAM";

    public static async Task<int> Main(string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(AsProgramVariable) is { Length: > 0 }) return await Program.Main(arguments);
        if (CrashChild.IsAsked)
        {
            CrashChild.Run();
            return 0;
        }
        if (BackupChild.IsAsked)
        {
            BackupChild.Run();
            return 0;
        }
        if (DeadlineChild.IsAsked)
        {
            await DeadlineChild.Run();
            return 0;
        }
        if (BatchChild.IsAsked)
        {
            BatchChild.Run();
            return 0;
        }
        return arguments.Contains("--server")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments);
    }
}
