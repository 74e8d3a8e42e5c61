using Spectre.Console;

namespace Poruka.Shell;

/// <summary>Shows how far long work is, on the error stream and only to a person who watches.</summary>
internal static class WorkProgress
{
    /// <summary>Does work that says how far it is, from 0 to 1.</summary>
    public static T Watch<T>(CommandRun run, string title, Func<IProgress<double>, T> work)
    {
        if (!run.Terminal.IsInteractive || run.Terminal.IsQuiet) return work(new Unwatched());
        run.Terminal.Flush();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(run.Terminal.Error) });
        return console.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                return work(new Watched(task));
            });
    }

    private sealed class Watched(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }

    private sealed class Unwatched : IProgress<double>
    {
        public void Report(double value) { }
    }
}
