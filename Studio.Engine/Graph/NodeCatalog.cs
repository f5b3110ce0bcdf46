namespace Studio.Engine.Graph;

/// <summary>The nodes by class_type.</summary>
public sealed class NodeCatalog
{
}
