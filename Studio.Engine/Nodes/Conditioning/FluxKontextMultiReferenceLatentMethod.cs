using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("FluxKontextMultiReferenceLatentMethod", DisplayName = "Edit Model Reference Method", Category = "model/conditioning/flux",
    PythonModule = "comfy_extras.nodes_flux", SchemaStyle = true,
    Description = "Says how a model that edits pictures tells them apart: side by side, one behind another, without noise.")]
public sealed class FluxKontextMultiReferenceLatentMethod : INode<Conditioning>
{
    private const string Offset = "offset";
    private const string Index = "index";
    private const string Diagonal = "uxo/uno";
    private const string WithoutNoise = "index_timestep_zero";

    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input(Choices = [Offset, Index, Diagonal, WithoutNoise], Advanced = true)]
    public required string ReferenceLatentsMethod { get; init; }

    public Conditioning Run(NodeContext context)
    {
        var placement = ReferenceLatentsMethod switch
        {
            Index => ReferencePlacement.Index,
            Diagonal => ReferencePlacement.Diagonal,
            WithoutNoise => ReferencePlacement.IndexWithoutNoise,
            _ => ReferencePlacement.Offset,
        };
        return new([.. Conditioning.Entries.Select(entry => entry with { References = entry.References.With(placement) })]);
    }
}
