using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>What a run works with; the binder makes nodes for the user of that run.</summary>
internal sealed record GraphTools(NodeCatalog Nodes, NodeBinder Binder, OutputCache Cache, IOutputFiles Files, ILogger Log);

/// <summary>Whether the files that an output node has shown are still there; if not, it runs again although nothing has changed.</summary>
public interface IOutputFiles
{
    /// <summary>Checks ComfyUI's ui shape: {"images":[{"filename","subfolder","type"}]}.</summary>
    /// <param name="store">Of the user for whom the prompt runs.</param>
    bool AllExist(JsonObject ui, IImageStore store);
}
