using System.Net;

namespace Studio.Web.Outgoing;

/// <summary>Looks at every address before it is called, follows redirects itself, and cuts bodies that are too long.</summary>
internal sealed class OutgoingHandler(HttpMessageHandler inner, OutgoingLimits limits) : DelegatingHandler(inner)
{
    // what says how to answer and nothing of who asks; a header that is not listed may be a credential by any name
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Encoding", "Accept-Language", "Accept-Ranges", "Cache-Control", "If-Match", "If-Modified-Since", "If-None-Match",
        "If-Range",
        "If-Unmodified-Since", "Pragma", "Range", "User-Agent",
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            Check(request.RequestUri!);
            var response = await base.SendAsync(request, cancellationToken);
            if (Target(request, response) is not { } target)
                return Limited(response);
            response.Dispose();
            if (redirects == limits.MaxRedirects)
                throw new OutgoingRefusedException($"{request.RequestUri!.Host} redirects more than {limits.MaxRedirects} times.");
            request = Next(request, target, response.StatusCode);
        }
    }

    private static void Check(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            throw new OutgoingRefusedException($"Only http and https addresses can be called, not {address.Scheme}.");
        if (address.UserInfo.Length > 0)
            throw new OutgoingRefusedException("An address must not hold a user name or password.");
    }

    private static Uri? Target(HttpRequestMessage request, HttpResponseMessage response)
    {
        var isRedirect = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        return isRedirect && response.Headers.Location is { } location ? new Uri(request.RequestUri!, location) : null;
    }

    /// <summary>
    /// The same question elsewhere. To another scheme, host or port goes only what cannot be a credential, and nothing goes from https to
    /// http.
    /// </summary>
    private static HttpRequestMessage Next(HttpRequestMessage request, Uri target, HttpStatusCode status)
    {
        var from = request.RequestUri!;
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
            throw new OutgoingRefusedException($"{from.Host} redirects from https to {target.Scheme}.");
        var repeats = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        if (!repeats && status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            throw new OutgoingRefusedException($"{from.Host} redirects what was sent to it; that is not sent on.");
        var next = new HttpRequestMessage(repeats ? request.Method : HttpMethod.Get, target) { Version = request.Version,
            VersionPolicy = request.VersionPolicy };
        var isSame = from.GetLeftPart(UriPartial.Authority) == target.GetLeftPart(UriPartial.Authority);
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (isSame || Harmless.Contains(name))
                next.Headers.TryAddWithoutValidation(name, values);
        }

        return next;
    }

    private HttpResponseMessage Limited(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentLength > limits.MaxBytes)
        {
            response.Dispose();
            throw new OutgoingRefusedException($"The answer is longer than {limits.MaxBytes} bytes.");
        }

        response.Content = new LimitedContent(response.Content, limits);
        return response;
    }
}
