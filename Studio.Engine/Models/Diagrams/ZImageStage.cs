using Studio.Engine.Models.Building;

namespace Studio.Engine.Models.Diagrams;

/// <summary>A block of a Z-Image transformer, and what a network that leads the model needs to know of it there.</summary>
/// <param name="Blocks">What draws blocks as the model's own are.</param>
/// <param name="Positions">Of the picture's tokens without what fills them up.</param>
/// <param name="Length">How many tokens these are, as a list of one number.</param>
internal sealed record ZImageStage(ZImageBlocks Blocks, Lazy<RotaryPositions> Positions, Value Length)
{
    /// <summary>Whether it is one of the picture alone; else text and picture are one.</summary>
    public bool IsRefiner { get; init; }

    /// <summary>In its row, from 0.</summary>
    public int Index { get; init; }

    /// <summary>How many blocks the row has.</summary>
    public int Count { get; init; }

    /// <summary>Tokens before the row's first block.</summary>
    public required Value Input { get; init; }

    /// <summary>How many tokens of the text stand before the picture's, as a list of one number; null is none.</summary>
    public Value? Before { get; init; }

    /// <summary>The picture's tokens before the row's first block, without what fills them up.</summary>
    public Value Picture(OnnxGraph g)
    {
        var start = Before ?? g.Constant([0]);
        return g.Op("Slice", [Input, start, g.Add(start, Length), g.Constant([1])]);
    }
}
