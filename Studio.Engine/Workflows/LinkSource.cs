using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows;

/// <summary>Where an input gets its value from, once everything between that only an editor knows has been followed.</summary>
internal abstract record LinkSource
{
    private LinkSource()
    {
    }

    /// <summary>Nothing is linked, or what is linked gives nothing.</summary>
    public sealed record Nothing : LinkSource;

    /// <summary>An output of a node that is sent, of a muted one, or of a bypassed one.</summary>
    public sealed record Output(PlacedNode Node, int Slot) : LinkSource;

    /// <summary>The value of a widget elsewhere.</summary>
    public sealed record Value(JsonNode? Content) : LinkSource;
}
