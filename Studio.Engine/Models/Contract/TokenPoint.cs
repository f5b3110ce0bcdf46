using System.Globalization;
using Studio.Engine.Models.Building;

namespace Studio.Engine.Models;

/// <summary>
/// Where a transformer takes what a control network gives, [1 or B,T,width] for the picture's tokens: behind all blocks of a kind that one
/// of the network's blocks is for. A network has fewer blocks than the model, so each is for several.
/// </summary>
/// <param name="Kind">Of the model's blocks: see <see cref="TokenBlock"/>.</param>
/// <param name="Index">Of the network's block, from 0.</param>
/// <param name="Count">How many blocks of the kind the network has.</param>
/// <param name="IsInTurn">Whether the network's blocks come round again and again; else each is for as many blocks in a row.</param>
internal sealed record TokenPoint(string Kind, int Index, int Count, bool IsInTurn)
{
    private const string InTurn = "turn";
    private const string InRow = "row";

    /// <summary>The point by name.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}_{Index}_{(IsInTurn ? InTurn : InRow)}_{Count}");

    /// <summary>Points for each of a network's blocks.</summary>
    public static IEnumerable<string> All(string kind, int count, bool isInTurn) =>
        Enumerable.Range(0, count).Select(index => new TokenPoint(kind, index, count, isInTurn).ToString());

    /// <summary>The point of that name; null where it is one of a UNet.</summary>
    public static TokenPoint? Of(string name) => name.Split('_') is [var kind, var index, var order, var count]
        ? new TokenPoint(kind, Number(index), Number(count), order == InTurn)
        : null;

    /// <summary>Whether it is for a block of the model.</summary>
    public bool IsFor(TokenBlock block)
    {
        if (block.Kind != Kind)
            return false;
        var each = (block.Count + Count - 1) / Count;
        return (IsInTurn ? block.Index % Count : block.Index / each) == Index;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>A block of a transformer, behind which the picture's tokens are looked at.</summary>
/// <param name="Kind">Which of the model's rows of blocks it is in.</param>
/// <param name="Index">From 0.</param>
/// <param name="Count">How many blocks the row has.</param>
/// <param name="Before">How many tokens stand before the picture's, as a list of one number; null is none.</param>
internal sealed record TokenBlock(string Kind, int Index, int Count, Value? Before = null)
{
    /// <summary>With weights of their own for text and picture.</summary>
    public const string Double = "double";

    /// <summary>In which both are one.</summary>
    public const string Single = "single";
}
