namespace Studio.Tests.Graph;

/// <summary>A node that waits for something that the test does, or for ever: not for prompts that are drawn at random.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class WaitsAttribute : Attribute;
