using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

/// <summary>A text that is shown and goes on.</summary>
public sealed record ShownText(string Text, JsonObject Ui) : IHasUi;
