namespace Studio.Web;

/// <summary>
/// HEAD wherever GET is: monitors, load balancers and `curl -I` ask so, and ComfyUI's server answers every GET route to HEAD. The server
/// leaves the body out; all else, sign-in too, is as for GET.
/// </summary>
public static class HeadRequests
{
    public static TBuilder AnswerHead<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Finally(endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
            {
                if (endpoint.Metadata[i] is HttpMethodMetadata declared && declared.HttpMethods.Contains(HttpMethods.Get)
                    && !declared.HttpMethods.Contains(HttpMethods.Head))
                    endpoint.Metadata[i] = new HttpMethodMetadata([.. declared.HttpMethods, HttpMethods.Head],
                        declared.AcceptCorsPreflight);
            }
        });
        return routes;
    }
}
