namespace Poruka.Bench;

/// <summary>What to measure, and where the published programs are.</summary>
/// <param name="Names">The benchmarks to run; empty for all.</param>
/// <param name="Json">Where to write the figures; null for nowhere.</param>
/// <param name="Binary">The program published as Native AOT; null where there is none.</param>
/// <param name="Jit">The same published without; null where there is none.</param>
/// <param name="Cache">A folder for what takes long to make.</param>
/// <param name="Minutes">How long memory is watched.</param>
internal sealed record BenchOptions(
    IReadOnlySet<string> Names, string? Json, string? Binary, string? Jit, string Cache, int Minutes)
{
    /// <summary>The published program; null where there is none.</summary>
    public PublishedProgram? Program => Binary is null ? null : new PublishedProgram(Binary);

    /// <summary>The same without Native AOT.</summary>
    public PublishedProgram? JitProgram => Jit is null ? null : new PublishedProgram(Jit);

    /// <summary>Reads the command line; null, and says why, where it can't be read.</summary>
    public static BenchOptions? Read(string[] args)
    {
        var names = new HashSet<string>();
        string? json = null, binary = null, jit = null, cache = null;
        var minutes = 1;
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            if (arg == "--minutes")
            {
                if (++i == args.Length || !int.TryParse(args[i], out minutes) || minutes < 1) return Refuse("--minutes wants a number from 1.");
            }
            else if (arg is "--json" or "--binary" or "--jit" or "--cache")
            {
                if (++i == args.Length) return Refuse($"{arg} wants a path.");
                var path = Path.GetFullPath(args[i]);
                _ = arg switch { "--json" => json = path, "--binary" => binary = path, "--jit" => jit = path, _ => cache = path };
            }
            else if (Benchmarks.All.Any(b => b.Name == arg)) names.Add(arg);
            else return Refuse($"There is no benchmark '{arg}'.");
        }
        binary ??= Environment.GetEnvironmentVariable("PORUKA_BINARY");
        jit ??= Environment.GetEnvironmentVariable("PORUKA_JIT");
        cache ??= Path.GetFullPath(Path.Combine("artifacts", "bench"));
        Directory.CreateDirectory(cache);
        return new BenchOptions(names, json, binary, jit, cache, minutes);
    }

    private static BenchOptions? Refuse(string why)
    {
        Console.Error.WriteLine(why);
        Console.Error.WriteLine($"Usage: ./bench [NAME…] [--json FILE] [--minutes N] — names: {string.Join(' ', Benchmarks.All.Select(b => b.Name))}");
        return null;
    }
}
