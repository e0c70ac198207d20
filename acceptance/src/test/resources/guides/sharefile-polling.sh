curl -X POST \
https://api.cloud-elements.com/elements/api-v2/instances \
-H 'authorization: User <USER_SECRET>, Organization <ORGANIZATION_SECRET>' \
-H 'content-type: application/json' \
-d '{
"element": {
  "key": "{{page.elementKey}}"
},
"providerData":{
  "code": "<AUTHORIZATION_GRANT_CODE>"
},
"configuration": {
    "oauth.callback.url": "https;//mycoolapp.com",
    "oauth.api.key": "xxxxxxxxxxxxxxxxxx",
    "oauth.api.secret": "xxxxxxxxxxxxxxxxxxxxxxxx",
    "document.root.folder.name": "/top",
    "sharefile.subdomain": "cloud-elements",
    "event.notification.enabled": true,
    "event.vendor.type": "polling",
	  "event.notification.callback.url": "https://api.cloud-elements.com/elements/api-v2/events/{{page.elementKey}}/",
    "event.poller.refresh_interval": "15",
    "event.poller.configuration":{
    	"documents": {
        "url": "/hubs/documents/events/poll/documents?where=lastmodifieddate='${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'",
        "idField": "Id",
        "datesConfiguration": {
          "updatedDateField": "CreationDate",
          "updatedDateFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
          "updatedDateTimezone": "GMT",
          "createdDateField": "ProgenyEditDate",
          "createdDateFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
          "createdDateTimezone": "GMT"
            }
    	}
    }
  },
  "tags": [
    "Docs"
  ],
  "name": "API Instance with Polling"
}'
