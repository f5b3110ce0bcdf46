using System.Reflection;

namespace Studio.Engine.Graph;

/// <summary>
/// An assembly from outside the engine with nodes, samplers, schedulers or model families. What is wrong with one of them keeps that one
/// away and stops nothing else.
/// </summary>
/// <param name="Module">What object_info says of where its nodes come from, e.g. custom_nodes.my-nodes.</param>
public sealed record NodePack(string Module, Assembly Assembly);

/// <summary>What a <see cref="NodePack"/> offers under a name.</summary>
/// <param name="Module">The pack's.</param>
/// <param name="Kind">What it is, for people: node, sampler, scheduler, family.</param>
/// <param name="Name">A node's class_type, or the name in a list of choices or for people.</param>
public sealed record PackPart(string Module, string Kind, string Name);

/// <summary>What a <see cref="NodePack"/> would offer and cannot.</summary>
/// <param name="Part">A class that has not said its name yet goes by the class's.</param>
/// <param name="Reason">What to change, for the author of the pack.</param>
public sealed record RefusedPart(PackPart Part, string Reason);
