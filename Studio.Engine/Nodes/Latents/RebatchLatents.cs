using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("RebatchLatents", DisplayName = "Rebatch Latents", Category = "model/latent/batch", PythonModule = "comfy_extras.nodes_rebatch",
    SchemaStyle = true)]
public sealed class RebatchLatents : INode<IReadOnlyList<Latent>>
{
    [Input]
    public IReadOnlyList<Latent> Latents { get; init; } = [];

    [Input(Min = 1, Max = 4096)]
    public IReadOnlyList<int> BatchSize { get; init; } = [1];

    public IReadOnlyList<Latent> Run(NodeContext context)
    {
        var size = BatchSize[0];
        var batches = new List<Latent>();
        var open = new List<Latent>();
        foreach (var entry in Latents.SelectMany(Nodes.Latents.Split))
        {
            if (open.Count == size || (open.Count > 0 && !open[0].Samples.HasShapeOf(entry.Samples)))
            {
                batches.Add(Nodes.Latents.Join(open));
                open.Clear();
            }
            open.Add(entry);
        }
        return [.. batches, Nodes.Latents.Join(open)];
    }
}
