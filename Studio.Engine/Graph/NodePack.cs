namespace Studio.Engine.Graph;

/// <summary>Node classes from outside the engine. What is wrong with one of them keeps that one away and stops nothing else.</summary>
/// <param name="Module">What object_info says of where they come from, e.g. custom_nodes.my-nodes.</param>
/// <param name="NodeTypes">The classes with a <see cref="NodeAttribute"/>.</param>
public sealed record NodePack(string Module, IReadOnlyList<Type> NodeTypes);

/// <summary>A node of a <see cref="NodePack"/> that cannot be offered.</summary>
/// <param name="Module">The pack's.</param>
/// <param name="Name">Its class_type.</param>
/// <param name="Reason">What to change, for the author of the pack.</param>
public sealed record RefusedNode(string Module, string Name, string Reason);
