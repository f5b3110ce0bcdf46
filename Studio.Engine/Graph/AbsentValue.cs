namespace Studio.Engine.Graph;

/// <summary>
/// What a node gives at an output that it has nothing for: a file without a text encoder, say. A node that asks for the value fails with
/// the reason; an input that may be empty stays so.
/// </summary>
/// <param name="Reason">What is missing, and what to do, in a sentence.</param>
public sealed record AbsentValue(string Reason);
