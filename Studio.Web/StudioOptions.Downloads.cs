namespace Studio.Web;

/// <summary>What the server fetches from elsewhere for those who ask.</summary>
public sealed partial class StudioOptions
{
    /// <summary>Nothing is fetched from elsewhere, and pages do not offer it.</summary>
    public bool Offline { get; set; }

    public DownloadOptions Downloads { get; set; } = new();

    public sealed class DownloadOptions
    {
        /// <summary>Files at once.</summary>
        public int Parallel { get; set; } = 4;

        /// <summary>Files at once from one host.</summary>
        public int PerHost { get; set; } = 2;

        /// <summary>MB a second of all together; 0 is as fast as it goes.</summary>
        public double MegabytesPerSecond { get; set; }

        /// <summary>Where Hugging Face is; another address for a mirror of it.</summary>
        public string HuggingFace { get; set; } = "https://huggingface.co";

        /// <summary>Where CivitAI is.</summary>
        public string Civitai { get; set; } = "https://civitai.com";

        /// <summary>The server's access token for Hugging Face: the environment's HF_TOKEN. Never read from studio.json.</summary>
        [NotAnOption]
        public string? HuggingFaceToken { get; set; }

        /// <summary>The server's key for CivitAI: the environment's CIVITAI_API_KEY. Never read from studio.json.</summary>
        [NotAnOption]
        public string? CivitaiToken { get; set; }

        internal IEnumerable<(string Key, string Sentence)> Problems()
        {
            if (Parallel is < 1 or > 64)
                yield return ("Downloads:Parallel", $"Downloads:Parallel is {Parallel}; it must be 1 to 64.");
            if (PerHost is < 1 or > 64)
                yield return ("Downloads:PerHost", $"Downloads:PerHost is {PerHost}; it must be 1 to 64.");
            if (MegabytesPerSecond is not (0 or (>= 0.1 and <= 100_000)))
                yield return ("Downloads:MegabytesPerSecond",
                    $"Downloads:MegabytesPerSecond is {MegabytesPerSecond}; it must be 0.1 to 100000, or 0 for as fast as it goes.");
            foreach (var (key, text) in new[] { (nameof(HuggingFace), HuggingFace), (nameof(Civitai), Civitai) })
            {
                if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                    yield return ($"Downloads:{key}", $"Downloads:{key} is '{text}'; it must be an address such as https://example.org.");
            }
        }
    }
}
