namespace Studio.Engine.Graph;

/// <summary>One output slot.</summary>
/// <param name="IsList">Each value is a list whose elements go on one by one.</param>
/// <param name="Template">Of one type with the inputs of this template; Type says which there may be.</param>
public sealed record OutputSchema(string Name, string Type, bool IsList, string? Template = null, string? Tooltip = null);
