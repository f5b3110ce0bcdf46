namespace Studio.Web.Components.Workflows;

/// <summary>A new node that is wished for on a graph.</summary>
/// <param name="X">Pixels of the graph; null for the middle of what is seen.</param>
/// <param name="Y">Pixels of the graph.</param>
/// <param name="Type">What the loose end of a link gives or takes; null for none.</param>
/// <param name="IsInput">The new node's input is wanted.</param>
public sealed record NodeWish(double? X, double? Y, string? Type, bool IsInput);
