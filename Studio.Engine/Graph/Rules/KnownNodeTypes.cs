namespace Studio.Engine.Graph.Rules;

/// <summary>Every class_type exists; the first that does not makes the whole prompt unusable.</summary>
internal static class KnownNodeTypes
{
    public static PromptError? Check(Prompt prompt, NodeCatalog nodes)
    {
        var unknown = prompt.Nodes.Values.Where(node => nodes.Find(node.ClassType) is null).ToList();
        return unknown.Count == 0 ? null : MissingNodes.Error(unknown, nodes);
    }
}
