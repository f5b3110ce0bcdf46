using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Studio.Engine.Graph;

/// <summary>What every run works with.</summary>
internal sealed record GraphTools(NodeCatalog Nodes, NodeBinder Binder, OutputCache Cache, IOutputFiles Files, ILogger Log);

/// <summary>Whether the files that an output node has shown are still there; if not, it runs again although nothing has changed.</summary>
public interface IOutputFiles
{
    /// <summary>Checks ComfyUI's ui shape: {"images":[{"filename","subfolder","type"}]}.</summary>
    bool AllExist(JsonObject ui);
}
