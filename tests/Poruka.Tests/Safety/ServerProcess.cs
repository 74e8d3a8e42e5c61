using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Poruka.Tests.Cli;

namespace Poruka.Tests.Safety;

/// <summary>A server in a process of its own over a new installation, so that its memory can be looked at from outside.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address, string setUpCode) => (_process, Address, SetUpCode) = (process, address, setUpCode);

    public Uri Address { get; }

    /// <summary>The code that its console showed.</summary>
    public string SetUpCode { get; }

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="folder">Where its installation is.</param>
    public static async Task<ServerProcess> Start(string folder)
    {
        var process = Process.Start(ProgramProcess.Of(folder, "en_US.UTF-8", "serve", "--urls", "http://127.0.0.1:0"))!;
        var said = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.AppendLine(line);
            if (AddressAndCode().Match(said.ToString()) is { Success: true } match)
                return new ServerProcess(process, new Uri(match.Groups[1].Value), match.Groups[2].Value);
        }
        throw new InvalidOperationException($"The server said: {said}{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Lets the kernel measure the peak of memory from here on.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{Id}/clear_refs", "5");

    /// <summary>The most memory that it held at once since then, in bytes: <c>VmHWM</c> of proc(5).</summary>
    public long Peak()
    {
        var line = File.ReadLines($"/proc/{Id}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1_024;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    [GeneratedRegex(@"(?s)(http://127\.0\.0\.1:\d+).*?\b([0-9A-Z]{4}(?:-[0-9A-Z]{1,4})+)\b")]
    private static partial Regex AddressAndCode();
}
