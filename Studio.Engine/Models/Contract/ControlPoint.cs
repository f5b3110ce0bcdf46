namespace Studio.Engine.Models;

/// <summary>
/// Where a UNet takes what a control network gives, [1 or B,C,h,w] each, by name. Blocks are those of the way down, from 0.
/// </summary>
internal static class ControlPoint
{
    /// <summary>Added to the middle's result.</summary>
    public const string Middle = "middle";

    /// <summary>Added to a block's result before it is kept and goes on.</summary>
    public static string Block(int index) => $"block_{index}";

    /// <summary>Added to what was kept of a block, where the way up takes it.</summary>
    public static string Skip(int index) => $"skip_{index}";

    /// <summary>What the UNet's input is called.</summary>
    public static string Input(string point) => "control_" + point;
}
