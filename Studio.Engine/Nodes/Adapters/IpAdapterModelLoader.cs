using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("IPAdapterModelLoader", DisplayName = "IPAdapter Model Loader", Category = "ipadapter/loaders", Pack = "ComfyUI_IPAdapter_plus",
    Description = "Opens an IP-Adapter for Stable Diffusion 1.5 or SDXL: plain, light, plus, plus face or full face.")]
public sealed class IpAdapterModelLoader(ModelPool pool, IModelFiles files) : INode<AdapterModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(AdapterNames))]
    public required string IpadapterFile { get; init; }

    public AdapterModel Run(NodeContext context) => pool.LoadAdapter(files.Require("ipadapter", IpadapterFile), context.CancellationToken);

    /// <summary>A file that was replaced is another adapter.</summary>
    public string? Fingerprint() => files.Stamp("ipadapter", IpadapterFile);
}
