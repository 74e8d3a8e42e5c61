namespace Poruka.Casework;

/// <summary>Who was arrested on a day of many, and where they are now: arrested = released + held + unknown.</summary>
/// <param name="Released">Who is out.</param>
/// <param name="Held">Who is held.</param>
/// <param name="Unknown">Of whom nobody knows.</param>
public readonly record struct ArrestBoard(int Released, int Held, int Unknown)
{
    /// <summary>All.</summary>
    public int Arrested => Released + Held + Unknown;

    /// <summary>Counts. A case that was joined to another counts once: only the other is given here.</summary>
    public static ArrestBoard Of(IEnumerable<Whereabouts> all)
    {
        var board = new ArrestBoard();
        foreach (var one in all)
            board = one switch
            {
                Whereabouts.Released => board with { Released = board.Released + 1 },
                Whereabouts.Held => board with { Held = board.Held + 1 },
                Whereabouts.Unknown => board with { Unknown = board.Unknown + 1 },
            };
        return board;
    }
}
