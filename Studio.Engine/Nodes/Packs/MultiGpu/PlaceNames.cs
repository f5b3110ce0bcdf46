using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.MultiGpu;

/// <summary>Where something should run. The server decides that for all, so any place is taken.</summary>
public sealed class PlaceNames : IChoices
{
    public IReadOnlyList<string> Choices => ["default", "cpu"];

    public bool Accepts(string value) => true;
}
