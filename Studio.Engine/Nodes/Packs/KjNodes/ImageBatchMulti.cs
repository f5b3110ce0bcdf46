using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record ImageBatchMultiOutputs([Output("images")] Image Images);

[Node("ImageBatchMulti", Pack = KjNodesPack.Name, DisplayName = "Image Batch Multi", Category = "KJNodes/image",
    Description = "Any number of pictures as a batch of the first one's size.")]
public sealed class ImageBatchMulti : INode<ImageBatchMultiOutputs>, IMoreInputs
{
    [Input(Min = 2, Max = 1000, Step = 1)]
    public int Inputcount { get; init; } = 2;

    [Input(Name = "image_1")]
    public required Image Image1 { get; init; }

    public static IReadOnlyList<InputSpec> MoreInputs => [new InputSpec("image_2", "IMAGE")];

    /// <summary>image_2, image_3, ...</summary>
    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public ImageBatchMultiOutputs Run(NodeContext context)
    {
        var images = new List<Image> { Image1 };
        for (var number = 2; number <= Inputcount; number++)
        {
            if (Inputs.GetValueOrDefault($"image_{number}") is Image image)
                images.Add(image);
            else
                images.Add(new Image(new Tensor(Image1.Count, Image1.Height, Image1.Width, Image1.Channels)));
        }
        return new(new ImageListBatch(images, "bilinear").Joined);
    }
}
