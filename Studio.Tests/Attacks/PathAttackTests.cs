using System.Net;
using System.Text;
using Studio.Engine.Imaging;
using Studio.Tests.Extensions;
using Studio.Tests.Support;
using Studio.Web;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Attacks;

/// <summary>
/// Names that try to leave their folder, through every route that takes one, on the real file system with links in it. SafePathTests has
/// the names one by one, ComfyRefusalTests the user's own files, and ComfyFileTests links in /view.
/// </summary>
public sealed class PathAttackTests(PathAttackTests.Server server) : IClassFixture<PathAttackTests.Server>
{
    private const string Secret = "outside-of-every-folder";

    private static readonly byte[] Picture = ImageCodec.EncodePng(new RgbImage(new byte[8 * 8 * 3], 1, 8, 8, 3)).Bytes;

    // not through the links
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly StudioApplication _studio = server.Studio;
    private readonly HttpClient _http = server.Studio.CreateClient();

    public static TheoryData<string> Names =>
    [
        "../secret.png", "..\\secret.png", "../../secret.png", "a/../../secret.png", "a/../../../../../../../../etc/passwd", "/etc/passwd",
        "//etc/passwd", "\\etc\\passwd",
        "C:\\secret.png", "c:secret.png", "\\\\host\\share\\secret.png", "\\\\?\\C:\\secret.png", "file:///etc/passwd", "~/secret.png",
        "..", ".", "./../secret.png",
        "%2e%2e%2fsecret.png", "%252e%252e%252fsecret.png", "..%2fsecret.png", "..%5csecret.png", "..%c0%afsecret.png",
        "%c0%ae%c0%ae/secret.png", "..;/secret.png", "....//secret.png",
        "\uff0e\uff0e/secret.png", "..\u2215secret.png", "..\u2044secret.png", "..\uff0fsecret.png", "\u2025/secret.png",
        "..\u29f8secret.png", "secret.png\u0000.png", "..\0/secret.png",
        "CON", "nul.png", "COM1.png", "AUX/x.png", "x.png::$DATA", "x.png:secret", "x.png.", "x.png ", "..\u200b/secret.png", "link.png",
        "up/secret.png", "circle/x.png", "circle.png",
        new string('a', 300) + ".png", string.Join('/', Enumerable.Repeat("a", 3000)) + "/x.png", "\ud800.png", "x\n.png",
        "x\u202egnp.exe", ".studio.db", "\u0001",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_NameThatLeaves_FindsNothing(string name)
    {
        var escaped = Escape(name);
        var (folder, file) = name.LastIndexOf('/') is var slash and >= 0
            ? (Escape(name[..slash]), Escape(name[(slash + 1)..]))
            : ("", escaped);
        string[] paths =
        [
            $"/view?filename={escaped}", $"/view?filename={escaped}&type=input", $"/view?filename={escaped}&type=temp",
            $"/view?filename={file}&subfolder={folder}",
            $"/view?filename=secret.png&subfolder={escaped}", $"/view?filename={escaped}%20[output]",
            $"/view?filename={escaped}&preview=webp",
            $"/api/gallery/item?filename={escaped}", $"/api/gallery/thumbnail?filename={file}&subfolder={folder}",
            $"/api/gallery/download?filename={file}&subfolder={folder}",
            $"/view_metadata/checkpoints?filename={escaped}", $"/view_metadata/{escaped}?filename=secret.safetensors",
            $"/models/{escaped}", $"/experiment/models/{escaped}",
            $"/experiment/models/preview/checkpoints/0/{escaped}", $"/experiment/models/preview/{escaped}/0/x.safetensors",
            $"/internal/files/{escaped}", $"/userdata/{escaped}",
            $"/userdata?dir={escaped}", $"/v2/userdata?path={escaped}", $"/extensions/soft/{escaped}",
            $"/extensions/{escaped}/extension.json", $"/api/extensions/soft/{escaped}", $"/{escaped}",
        ];
        foreach (var path in paths)
        {
            using var response = await SendAsync(HttpMethod.Get, path, null);
            var body = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode < 500, $"{path} is {response.StatusCode}: {body}");
            Assert.DoesNotContain(Secret, body, StringComparison.Ordinal);
            Assert.DoesNotContain("root:", body, StringComparison.Ordinal);
            if (response.Content.Headers.ContentType?.MediaType != "text/html") // the start page tells an administrator where models belong
                Assert.DoesNotContain(_studio.StudioDir, body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Write_NameThatLeaves_LeavesEverythingOutsideAsItIs(string name)
    {
        var before = Outside();
        foreach (var (path, file, subfolder) in new[] { ("/upload/image", name, ""), ("/upload/image", "x.png", name),
            ("/upload/mask", name, ""), ("/upload/mask", "x.png", name) })
        {
            using var form = Form("FILE", Picture, ("subfolder", subfolder), ("overwrite", "true"),
                ("original_ref", """{"filename": "o.png", "type": "input"}"""));
            form.First().Headers.Remove("Content-Disposition");
            form.First().Headers.TryAddWithoutValidation("Content-Disposition",
                $"form-data; name=\"image\"; filename=\"x\"; filename*=UTF-8''{Escape(file)}");
            using var response = await _http.PostAsync(path, form);
            Assert.True((int)response.StatusCode < 500, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Delete, $"/api/gallery/item?filename={Escape(name)}"),
            (HttpMethod.Delete, $"/api/gallery/item?filename=secret.png&subfolder={Escape(name)}"),
            (HttpMethod.Post, $"/userdata/{Escape(name)}"), (HttpMethod.Delete, $"/userdata/{Escape(name)}"),
            (HttpMethod.Post, $"/userdata/o.json/move/{Escape(name)}"),
            (HttpMethod.Post, $"/api/admin/extensions/{Escape(name)}/enable"), (HttpMethod.Delete,
                $"/api/admin/extensions/{Escape(name)}"), (HttpMethod.Post, $"/api/admin/extensions/upload?name={Escape(name)}"),
        })
        {
            using var response = await SendAsync(method, path, new StringContent("overwritten"));
            Assert.True((int)response.StatusCode < 500,
                $"{method} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        Assert.Equal(before, Outside());
    }

    /// <summary>Everything in the temporary folder and beside the pictures, with its content.</summary>
    private List<string> Outside() =>
    [
        .. from path in Directory.EnumerateFiles(_studio.StudioDir, "*", Everywhere)
           let relative = Path.GetRelativePath(_studio.StudioDir, path)
           where !relative.StartsWith("studio.db", StringComparison.Ordinal)
               && !relative.StartsWith("thumbnails", StringComparison.Ordinal) && !relative.StartsWith("input/", StringComparison.Ordinal)
               && !relative.StartsWith("user/default/", StringComparison.Ordinal) && !relative.StartsWith("logs", StringComparison.Ordinal)
           orderby relative
           select $"{relative} {Convert.ToHexString(File.ReadAllBytes(path)[..Math.Min(200, (int)new FileInfo(path).Length)])}",
    ];

    // lone surrogates, and whatever is escaped already, go out as they are
    private static string Escape(string name) =>
        name.Contains('\ud800')
            ? "%ed%a0%80.png"
            : name.Contains('%') ? name.Replace(" ", "%20", StringComparison.Ordinal) : Uri.EscapeDataString(name);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body)
    {
        // as it is: the client must not tidy dots away
        using var request = new HttpRequestMessage(
            method, new Uri(_studio.BaseAddress.OriginalString.TrimEnd('/') + path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = body };
        return await _http.SendAsync(request);
    }

    public sealed class Server : SharedStudio
    {
        protected override async Task<StudioApplication> StartAsync()
        {
            var studio = await StudioApplication.StartAsync(options =>
            {
                options.Extensions.Security = ExtensionSecurityLevel.Weak;
                Fill(options.StudioDir);
                var web = Directory.CreateDirectory(
                    Path.Join(ExtensionFolder.Add(options.StudioDir, "soft", ExtensionFolder.TextNode("Soft", "\"x\"")), "web")).FullName;
                Link(web);
                File.WriteAllText(Path.Join(web, "x.js"), "// script");
            });
            foreach (var folder in new[] { "input", "output", "temp", "user/default", "models/checkpoints" })
                Link(Directory.CreateDirectory(Path.Join(studio.StudioDir, folder)).FullName);
            await File.WriteAllBytesAsync(Path.Join(studio.StudioDir, "input/o.png"), Picture);
            return studio;
        }

        private static void Fill(string folder)
        {
            File.WriteAllText(Path.Join(folder, "secret.png"), Secret);
            File.WriteAllText(Path.Join(folder, "secret.safetensors"), Secret);
        }

        private static void Link(string folder)
        {
            File.CreateSymbolicLink(Path.Join(folder, "link.png"), Path.Join(folder, "../secret.png"));
            Directory.CreateSymbolicLink(Path.Join(folder, "up"), Path.GetFullPath(Path.Join(folder, "..")));
            Directory.CreateSymbolicLink(Path.Join(folder, "circle"), "circle");
            File.CreateSymbolicLink(Path.Join(folder, "circle.png"), "circle.png");
        }
    }
}
