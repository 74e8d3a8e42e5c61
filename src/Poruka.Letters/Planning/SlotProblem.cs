namespace Poruka.Letters;

/// <summary>
/// Who could write to whom, as flat arrays. Recipients and writers are numbers from 0; the writers who could write to
/// recipient <c>r</c> are <c>EdgeWriter[EdgeStart[r]..EdgeStart[r + 1]]</c>, each at most once.
/// </summary>
/// <param name="EdgeStart">Where each recipient's writers begin; one more than there are recipients.</param>
/// <param name="EdgeWriter">The writers.</param>
/// <param name="Capacity">How many letters each writer can write, from 0.</param>
/// <param name="SlotRecipient">For each letter that is wanted, whom it is for.</param>
/// <param name="SlotWeight">How much it is wanted. The higher is served first.</param>
public sealed record SlotProblem(int[] EdgeStart, int[] EdgeWriter, int[] Capacity, int[] SlotRecipient, long[] SlotWeight)
{
    /// <summary>How many recipients there are.</summary>
    public int RecipientCount => EdgeStart.Length - 1;

    /// <summary>How many writers there are.</summary>
    public int WriterCount => Capacity.Length;
}
