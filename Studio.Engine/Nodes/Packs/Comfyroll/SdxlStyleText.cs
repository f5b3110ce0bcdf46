using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record SdxlStyleTextOutputs([Output("positive_prompt_text_l")] string PositivePromptTextL,
    [Output("negative_prompt_text_l")] string NegativePromptTextL, [Output("show_help")] string ShowHelp);

[Node("CR SDXL Style Text", Pack = ComfyrollPack.Name, DisplayName = "🌟 CR SDXL Style Text",
    Category = "🧩 Comfyroll Studio/✨ Essential/🌟 SDXL", Description = "Two texts of a style.")]
public sealed class SdxlStyleText : INode<SdxlStyleTextOutputs>
{
    [Input(Multiline = true)]
    public string PositiveStyle { get; init; } = "POS_STYLE";

    [Input(Multiline = true)]
    public string NegativeStyle { get; init; } = "NEG_STYLE";

    public SdxlStyleTextOutputs Run(NodeContext context) => new(PositiveStyle, NegativeStyle, Wiki.Page("SDXL-Nodes#cr-sdxl-style-text"));
}
