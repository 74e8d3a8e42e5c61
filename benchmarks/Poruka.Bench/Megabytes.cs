namespace Poruka.Bench;

/// <summary>Sizes as goals state them.</summary>
internal static class Megabytes
{
    public static double Of(long bytes) => bytes / 1_048_576.0;
}
