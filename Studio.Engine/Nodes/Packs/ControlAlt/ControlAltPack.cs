namespace Studio.Engine.Nodes.Packs.ControlAlt;

/// <summary>Classes of the pack ControlAltAI-Nodes, by what they do with their inputs.</summary>
internal static class ControlAltPack
{
    public const string Name = "ControlAltAI-Nodes";
}
