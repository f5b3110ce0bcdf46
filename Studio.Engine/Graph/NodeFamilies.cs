using System.Text.RegularExpressions;

namespace Studio.Engine.Graph;

/// <summary>Classes that workflows from elsewhere often have.</summary>
/// <param name="Pattern">The names, as a regular expression that must match from the start.</param>
/// <param name="Words">What they are, or why they are not here.</param>
/// <param name="Use">What does the same or the nearest here; names of nodes.</param>
internal sealed record NodeFamily(string Pattern, string Words, params string[] Use)
{
    private readonly Regex _names = new($"^(?:{Pattern})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>The row counts only while this class is not here.</summary>
    public string? Without { get; init; }

    public bool Has(string classType, NodeCatalog nodes) => _names.IsMatch(classType) && (Without is null || nodes.Find(Without) is null);
}

/// <summary>Families of classes and what to do without them; the first that has a name counts.</summary>
internal static class NodeFamilies
{
    private const string OtherModels = "Works on a kind of model that this engine does not run.";
    private const string OnlyForms =
        "Lives in the page of a workflow editor and means nothing in a prompt: send the workflow file itself instead, and it is left out.";

    public static IReadOnlyList<NodeFamily> All { get; } =
    [
        new("Reroute|PrimitiveNode|Note$|MarkdownNote|SetNode|GetNode|Fast (Groups )?(Muter|Bypasser)|workflow[/>]|[0-9a-f]{8}-[0-9a-f]{4}-", OnlyForms),
        new("Anything Everywhere|Prompts Everywhere", "Its links are drawn by a script in the editor's page: turn them into real links there, or export with \"Export (API)\"."),

        new("KSampler \\(Efficient\\)|KSampler Adv|KSampler SDXL|ttN.*[kK]Sampler|easy .*[kK][sS]ampler|KSampler//Inspire",
            "A sampler with loaders and previews in one, from a node pack.", "KSampler", "KSamplerAdvanced", "VAEDecode", "PreviewImage"),
        new("Efficient Loader|Eff\\. Loader|ttN pipeLoader|easy (full|a1111|comfy)Loader|CR Load Checkpoint|CheckpointLoaderNF4|Checkpoint Loader|CheckpointLoader\\|pysssss", "A checkpoint loader with prompts and more in one, from a node pack.", "CheckpointLoaderSimple", "CLIPTextEncode", "EmptyLatentImage", "LoraLoader"),
        new("LoRA Stacker|CR LoRA Stack|Power Lora Loader|Lora Loader Stack|LoraLoaderBlockWeight|LoraLoader\\|pysssss|LoraLoaderTagsQuery|CR Apply LoRA|easy lora", "Several LoRAs in one node, from a node pack: chain one node for each.", "LoraLoader", "LoraLoaderModelOnly"),
        new("UltimateSDUpscale|Ultimate SD Upscale|TiledDiffusion|Tiled KSampler|BNK_TiledKSampler",
            "Repaints an enlarged picture in tiles, from a node pack. Enlarging the picture or the latent and sampling again with a denoise of 0.3 to 0.5 is the nearest.", "ImageScaleBy", "LatentUpscaleBy", "VAEEncodeTiled", "KSampler", "VAEDecodeTiled"),

        new("ControlNet|ACN_|AdvancedControlNet|DiffControlNet|CR Multi-ControlNet|Apply ?ControlNet", "Another way to use a ControlNet.",
            "ControlNetLoader", "ControlNetApplyAdvanced"),
        new("(Canny|LineArt|HED|PiDiNet|MLSD|Scribble|BinaryPreprocessor)[A-Za-z_]*Preprocessor|CannyEdge|AIO_Preprocessor",
            "A preprocessor from a node pack; of those only edges are found here.", "Canny"),
        new("(DWPreprocessor|OpenposePreprocessor|MiDaS|DepthAnything|Zoe|LeReS|BAE|SAMPreprocessor|UniFormer|OneFormer|TilePreprocessor|.*Preprocessor$)", "A preprocessor with a model of its own, which is not run here. Make the picture elsewhere and upload it.", "LoadImage"),
        new("IPAdapter|IPAAdapter|PulidModel|ApplyPulid|InstantID|ApplyInstantID|PhotoMaker|StyleModel|CLIPVision|unCLIP|ReduxAdvanced",
            "Another way of painting after a picture's content or face. Pictures lead through IP-Adapters and FLUX.1 Redux here; faces of their own do not.",
            "IPAdapterAdvanced", "StyleModelApply", "CLIPVisionEncode"),
        new("FaceDetailer|DetailerFor|SEGS|UltralyticsDetector|SAMLoader|SAMDetector|BboxDetector|ImpactSimpleDetector|ReActor|FaceRestore|FaceSwap|GroundingDino|LayerMask: (SegmentAnything|Person|Human|BiRefNet)|BRIA|RMBG|Image Rembg|BiRefNet", "Finding faces and things in a picture needs models that are not run here. A mask drawn by hand and an inpainting run do the rest.", "LoadImageMask", "VAEEncodeForInpaint", "SetLatentNoiseMask"),
        new("WD14Tagger|Florence2|DownloadAndLoadFlorence|Joy_?[cC]aption|BLIP|LLaVA|LLM|Ollama|Qwen.*VL|CLIPInterrogator|ClipInterrogator|MoonDream", "Describing a picture in words needs a language model, which is not run here. Write the text by hand.", "CLIPTextEncode", "PrimitiveString"),
        new("UpscaleImageUsingModel|CR Upscale Image|Upscale Image|Ultimate ?Upscale",
            "Enlarges with an upscaling model, from a node pack.", "UpscaleModelLoader", "ImageUpscaleWithModel"),
        new("FreeU|PerturbedAttentionGuidance|SelfAttentionGuidance|SkipLayerGuidance|HyperTile|TomePatchModel|PatchModelAddDownscale|DeepCache|AutomaticCFG|DynamicThresholding|RescaleCFG|ModelSampling|DifferentialDiffusion|CFGZeroStar|Mahiro", "Changes how the model computes, in a way that this engine does not know. The picture comes out without it when the node is left out."),
        new("ModelMerge|CLIPMerge|CheckpointSave|ModelSave|CLIPSave|VAESave",
            "Merges or saves models, in a way that this engine does not know."),
        new("Hypernetwork|GLIGEN|StableCascade|SVD|ImageOnlyCheckpoint|Stable3D|StableZero123|LotusConditioning", OtherModels),

        new("ADE_|AnimateDiff|VHS_|Video|CreateVideo|SaveVideo|LoadVideo|GetVideoComponents|SaveWEBM|RIFE|FILM|Wan[A-Z0-9]|Hunyuan|LTXV|Mochi|CosmosImageToVideo|EmptyHunyuan|CogVideo|TrimVideoLatent", "Videos are not made here; a batch of pictures can be saved as an animation.", "SaveAnimatedWEBP"),
        new("[A-Za-z]*Audio|VAEEncodeAudio|VAEDecodeAudio|TextEncodeAceStep|EmptyAceStep", "Sound is not made here."),
        new("Flux|CLIPTextEncodeFlux|ModelSamplingFlux|FluxGuidance|NunchakuFlux|UnetLoaderGGUF|.*GGUF|Chroma|Qwen|TextEncodeQwen|Lumina|HiDream|OmniGen|ReferenceLatent|EmptyFlux|Kandinsky|TripleCLIPLoader|QuadrupleCLIPLoader", OtherModels),
        new("CLIPTextEncodeSDXL|SDXLPromptStyler|SDXL", "Encodes a text for SDXL, from a node pack.", "CLIPTextEncodeSDXL", "CLIPTextEncode"),
        new("CLIPTextEncodeSD3|CLIPTextEncode.*(PixArt|HunyuanDiT|Lumina|HiDream)", OtherModels, "CLIPTextEncode"),
        new("(OpenAI|Kling|Luma|Runway|Stability|Recraft|Ideogram|Minimax|Pika|Gemini|Veo|Tripo|Rodin|Bytedance|Moonvalley|Vidu|Topaz|BFL|Wan2)[A-Z0-9]", "Sends the work to a paid service elsewhere, which this server does not."),

        new("ShowText|Show ?Anything|DisplayText|PreviewText|easy showAnything|ShowTextForGPT|Display Any",
            "Shows a text, from a node pack.", "PreviewAny"),
        new("Text Concatenate|StringFunction|JoinStrings|Text String|CR Text|Text Multiline|ttN text|String Literal|Simple String|easy (positive|negative|string)|Text box|JWString", "A text, from a node pack.", "PrimitiveString", "StringConcatenate"),
        new("Seed|easy seed|CR Seed|Int Literal|JWInteger|Integer|easy int|INTConstant|ImpactInt|SimpleMath",
            "A number, from a node pack.", "PrimitiveInt"),
        new("Float$|easy float|FloatConstant|JWFloat|Float Literal", "A number, from a node pack.", "PrimitiveFloat"),
        new("Any Switch|ImpactSwitch|CR .*Switch|easy ifElse|If ANY|Switch any|LazySwitch|easy anythingIndexSwitch",
            "Chooses among values, from a node pack.", "ComfySwitchNode"),
        new("EmptyLatentImageAdvanced|SDXLEmptyLatent|CR (SDXL )?Aspect Ratio|EmptyLatentRatio|easy latentSize|Empty Latent by Ratio|EmptySDXL", "An empty latent of a chosen shape, from a node pack.", "EmptyLatentImage"),
        new("ImageResize|Image Resize|ImageScaleDown|easy imageSize|CR Image Resize|JWImageResize|ImageResizeKJ|LayerUtility: ImageScale",
            "Scales pictures, from a node pack.", "ImageScale", "ResizeImageMaskNode", "ImageScaleToTotalPixels"),
        new("GetImageSize|Get Image Size|Image Size|JWImageSize|easy imageSize", "Reads a picture's size, from a node pack.",
            "GetImageSize"),
        new("ImageConcanate|ImageConcat|Image Stitch|CR Image Panel|ImageStitch|MakeImageGrid|ImageGrid",
            "Puts pictures together, from a node pack.", "ImageStitch", "BatchImagesNode"),
        new("GrowMask|MaskBlur|Mask.*Blur|BlurMask|ImpactGaussianBlurMask|Mask Erode|MaskFromColor|Mask[A-Z+]",
            "Works on masks, from a node pack.", "GrowMask", "FeatherMask", "ThresholdMask", "MaskComposite", "ImageColorToMask"),
        new("LoadImage|Load Image|easy loadImage|Image Load",
            "Loads a picture from somewhere else than the input folder: upload it first.", "LoadImage", "LoadImageOutput"),
        new("Image Save|SaveImage|Save Image|easy imageSave|SaveAnimatedPNG|ImageSave|Save Text",
            "Saves in its own way, from a node pack.", "SaveImage", "SaveAnimatedWEBP", "SaveImageWebsocket"),
        new("Image (Blur|Filter|Blend|Rotate|Flip|Crop)|ImageColor|ColorCorrect|ImageFilter|CR (Color|Image)",
            "Changes pictures, from a node pack.", "ImageBlur", "ImageSharpen", "ImageBlend", "ImageRotate", "ImageFlip",
            "ImageCompositeMasked"),
    ];

    /// <summary>Null for a class that no row has.</summary>
    public static NodeFamily? Find(string classType, NodeCatalog nodes) => All.FirstOrDefault(family => family.Has(classType, nodes));
}
