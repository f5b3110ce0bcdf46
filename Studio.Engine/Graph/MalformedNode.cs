namespace Studio.Engine.Graph;

/// <summary>A class that is meant to be a node and cannot be one.</summary>
internal static class MalformedNode
{
    /// <param name="what">What its author must change, to follow a colon.</param>
    public static InvalidOperationException Because(Type nodeType, string what) => new($"{nodeType.Name} is not a node: {what}.");
}
