namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>Classes that stand in a workflow for what Krita puts in their place before it sends it.</summary>
internal static class KritaPlaces
{
    public static EngineException Unfilled(string what) => new(EngineError.Unsupported,
        $"{what} is filled in by Krita when its plugin runs the workflow. Run it there, or put another node in its place (LoadImage, PrimitiveInt …).");
}
