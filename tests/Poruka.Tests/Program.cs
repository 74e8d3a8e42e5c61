using Poruka.Tests.Storage;

namespace Poruka.Tests;

/// <summary>Runs the tests; or, where a crash test started it, posts until it is killed.</summary>
internal static class TestProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        if (CrashChild.IsAsked)
        {
            CrashChild.Run();
            return 0;
        }
        return arguments.Contains("--server")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments);
    }
}
