using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>A model as it was, and the adapter for it.</summary>
public sealed record LoadedAdapter([Output("model")] DiffusionModel Model, [Output("ipadapter")] AdapterModel Adapter);
