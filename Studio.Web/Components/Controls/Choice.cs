namespace Studio.Web.Components.Controls;

/// <summary>One of the values that a <see cref="Select"/> offers.</summary>
/// <param name="Text">What it is called; <paramref name="Value"/> when null.</param>
/// <param name="Group">The heading that it stands below, with those next to it that have the same.</param>
public sealed record Choice(string Value, string? Text = null, string? Group = null);
