using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

/// <summary>A number, without its fraction and with it.</summary>
public sealed record MathResult([Output("INT")] long Whole, [Output("FLOAT")] double Number);
